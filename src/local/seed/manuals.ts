import type { PaperPage } from './papers'

/** What the plant wrote down of its pumps, in its own words. */
export const pumpManual: readonly PaperPage[] = [
  {
    title: 'What this booklet is for',
    blocks: [
      {
        head: 'Which pumps',
        lines: [
          'The two upright multistage pumps that feed the cooling of line 3: P-204, which works, and P-205, which stands by. Both are of the make CR 32-4 with a motor of 7.5 kW.',
          'It is kept by the maintenance of Northfield Packaging. Where it differs from the paper of the maker, the paper of the maker holds.',
        ],
      },
      {
        head: 'Chapters',
        rows: [
          ['Page 3', 'Before you open anything: lockout'],
          ['Page 4', 'How the pump is built, and its figures'],
          ['Page 5', 'Venting and starting'],
          ['Page 6', 'Every day, every month, every three months'],
          ['Page 7', 'Replacing the shaft seal'],
          ['Page 8', 'Aligning the coupling'],
          ['Page 9', 'Spare parts'],
          ['Page 10', 'What is wrong, and why'],
          ['Page 11', 'Records of measured vibration'],
        ],
      },
    ],
  },
  {
    title: 'Before you open anything: lockout',
    blocks: [
      {
        head: 'Danger',
        lines: [
          'The pump starts by itself: the standby controller takes over when the pressure falls. A stopped pump is not a safe pump.',
          'The water is at 4 bar and may be at 60 degrees.',
        ],
      },
      {
        head: 'Lock it out',
        steps: [
          'Tell the shift leader of line 3.',
          'Switch off breaker MCC-3/12 and hang your own lock on it.',
          'Close valve V-118 on the suction side, then V-119 on the pressure side.',
          'Open the drain under the base until no water comes.',
          'Try to start at the local switch. Nothing may happen.',
        ],
      },
    ],
  },
  {
    title: 'How the pump is built, and its figures',
    blocks: [
      {
        head: 'Figures',
        rows: [
          ['Flow', '32 cubic metres an hour'],
          ['Head', '58 metres'],
          ['Rated power', '7.5 kW at 2,900 turns a minute'],
          ['Largest pressure', '16 bar at 120 degrees'],
          ['Shaft seal', 'Cartridge, type HQQE, 22 mm'],
          ['Drive end bearing', '6309-2Z/C3'],
          ['Weight', '94 kg with its motor'],
        ],
      },
      {
        head: 'From the bottom up',
        lines: [
          'Base with inlet and outlet, four chambers with their impellers in a sleeve of stainless steel, the head with the cartridge seal, the motor stool with its guards, the coupling, the motor.',
        ],
      },
    ],
  },
  {
    title: 'Venting and starting',
    blocks: [
      {
        head: 'Never dry',
        lines: [
          'A seal that runs dry is dead within a minute. Never start the pump before it is full of water and vented.',
        ],
      },
      {
        head: 'Start',
        steps: [
          'Open V-118 whole. Leave V-119 closed.',
          'Loosen the vent screw in the head until water comes without air. Close it.',
          'Turn the coupling by hand: it must go without a jerk.',
          'Start the motor, look at the arrow on the stool: it must turn that way.',
          'Open V-119 slowly over half a minute.',
          'Vent it a second time. It loses its prime when the strainer is dirty.',
        ],
      },
    ],
  },
  {
    title: 'Every day, every month, every three months',
    blocks: [
      { head: 'Every day', lines: ['Look for drops under the seal. Listen. Read the pressure: 3.6 to 4.2 bar.'] },
      {
        head: 'Every month',
        lines: ['Let P-205 run for ten minutes. Grease the motor where it has nipples: 8 grams, not more.'],
      },
      {
        head: 'Every three months',
        steps: [
          'Clean the strainer before V-118.',
          'Measure the vibration at the drive end, upright and level. Above 4.5 mm/s plan a repair, above 7.1 mm/s stop it.',
          'Check the alignment of the coupling.',
          'Tighten the bolts of the base to 50 Nm, crosswise.',
        ],
      },
    ],
  },
  {
    title: 'Replacing the shaft seal',
    blocks: [
      {
        head: 'You need',
        lines: [
          'The seal kit SEA-0045-SF, hexagon keys 5 and 6, a torque wrench, the spacer fork, clean cloth. Time: two hours for one person.',
        ],
      },
      {
        head: 'Steps',
        steps: [
          'Lock out as on page 3.',
          'Take the guards and both halves of the coupling off. Mark which half faces the switchboard.',
          'Put the spacer fork under the shaft, so that it cannot sink.',
          'Loosen the three set screws of the cartridge. Unscrew the cartridge from the head.',
          'Look at the faces. Grey and rough: it ran dry. Cracked: it got too hot. Scored: the water was dirty.',
          'Moisten the new seal with clean water. No grease on the faces.',
          'Screw the cartridge in to 35 Nm. Tighten the set screws to 2.5 Nm.',
          'Coupling with an equal gap on both sides, bolts to 25 Nm. Take the fork out. Guards on.',
          'Vent, start, look for drops for ten minutes.',
        ],
      },
    ],
  },
  {
    title: 'Aligning the coupling',
    blocks: [
      {
        head: 'How close',
        rows: [
          ['Sideways', '0.05 mm at most'],
          ['At an angle', '0.03 mm on 100 mm at most'],
          ['Gap of the halves', 'equal on both sides'],
        ],
      },
      {
        head: 'How',
        lines: [
          'With the laser from the workshop. Align cold, measure again after an hour of running: the stool grows by some hundredths of a millimetre.',
        ],
      },
    ],
  },
  {
    title: 'Spare parts',
    blocks: [
      {
        head: 'On the shelf',
        rows: [
          ['SEA-0045-SF', 'Shaft seal, cartridge, 22 mm'],
          ['BRG-6309-C3', 'Bearing of the drive end'],
          ['CPL-0102', 'Coupling, both halves with bolts'],
          ['GSK-0331', 'O-rings of the sleeve, a set'],
        ],
      },
      {
        head: 'Only from the maker',
        lines: ['Chambers and impellers come as a stack; six weeks. Ask for it before you need it.'],
      },
    ],
  },
  {
    title: 'What is wrong, and why',
    blocks: [
      {
        head: 'Fault and cause',
        rows: [
          ['No pressure', 'Not vented. Turns the wrong way. Strainer blocked.'],
          ['Pressure falls after a while', 'Air is drawn in at the flange of V-118. Seal leaks at standstill.'],
          ['Motor protection trips', 'Bearing tight. Phase missing. Set below 14.2 A.'],
          ['Drops at the seal', 'Up to five an hour after a change: wait a day. More: replace it.'],
          ['Grinds when it runs down', 'Bearing of the drive end. Plan its replacement within two weeks.'],
          ['Rattles at full speed', 'The guard of the coupling, not the bearing.'],
        ],
      },
    ],
  },
  {
    title: 'Records of measured vibration',
    blocks: [
      {
        head: 'P-204, drive end, level, in mm/s',
        rows: [
          ['January', '1.8'],
          ['April', '1.9'],
          ['July', '2.4'],
          ['October', '4.1, bearing to be watched'],
        ],
      },
      { head: 'Where', lines: ['Ten centimetres below the flange of the motor, on the mark of paint.'] },
    ],
  },
]

export const lockoutSheet: readonly PaperPage[] = [
  {
    title: 'LOTO-204: lock out cooling water pump P-204',
    blocks: [
      {
        head: 'Energy',
        rows: [
          ['Electric', 'MCC-3/12, 400 V'],
          ['Water', 'V-118 and V-119, 4 bar'],
          ['It starts by itself', 'Standby controller LC-3: switch to hand'],
        ],
      },
      {
        head: 'In this order',
        steps: [
          'Tell the shift leader of line 3.',
          'LC-3 to hand, stop P-204.',
          'MCC-3/12 off, your own lock and your name on it.',
          'V-118 closed, V-119 closed, chain on both.',
          'Drain. Try to start. Write the time on the sheet.',
        ],
      },
      { head: 'Back again', lines: ['In the other order. Only who hung a lock takes it away.'] },
    ],
  },
]

export const wrapperManual: readonly PaperPage[] = [
  {
    title: 'Film and how it is threaded',
    blocks: [
      {
        head: 'Threading',
        steps: [
          'Emergency stop in. Roll on the mandrel, the sticky side to the load.',
          'Through the rollers as the picture on the carriage shows: S first, then straight.',
          'Pull half a metre out and knot it at the pallet.',
        ],
      },
      { head: 'Film', lines: ['500 mm wide, 23 micrometres, stretched to 250 percent. Store it warm.'] },
    ],
  },
  {
    title: 'When the film tears',
    blocks: [
      {
        head: 'Look in this order',
        rows: [
          ['At each corner', 'Clean the brush of the carriage before you change the tension.'],
          ['At once', 'A burr on a roller: feel with a cloth.'],
          ['At the top', 'The pallet overhangs. Lower the tension at the top by two steps.'],
        ],
      },
    ],
  },
]
