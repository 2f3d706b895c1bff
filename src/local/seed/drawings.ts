import { type Color, Painter } from './painter'

const ground: Color = [220, 226, 235]
const floor: Color = [190, 199, 211]
const steel: Color = [120, 138, 160]
const dark: Color = [66, 82, 104]
const light: Color = [164, 179, 197]
const blue: Color = [11, 92, 173]
const orange: Color = [205, 120, 40]
const yellow: Color = [224, 178, 48]
const red: Color = [179, 38, 30]
const white: Color = [246, 248, 250]

const scene = () => new Painter(640, 480, ground).box(0, 392, 640, 88, floor)

/** What stands in the plant, as a person would sketch it. */
export const drawings = {
  pump: () => {
    const paint = scene()
      .box(236, 60, 168, 150, dark, 18)
      .box(284, 36, 72, 28, steel, 8)
      .box(404, 100, 46, 56, light, 6)
    for (let x = 258; x < 390; x += 24) paint.box(x, 76, 8, 118, steel, 4)
    paint.box(214, 206, 212, 22, dark, 4).box(268, 228, 104, 120, light, 4)
    for (let y = 246; y < 340; y += 26) paint.box(262, y, 116, 10, steel, 5)
    return paint
      .box(96, 336, 448, 44, steel, 10)
      .box(84, 322, 28, 72, dark, 5)
      .box(528, 322, 28, 72, dark, 5)
      .box(196, 376, 248, 26, dark, 4)
      .box(296, 260, 48, 30, white, 3)
  },
  pair: () => {
    const paint = scene()
    for (const x of [90, 360]) {
      paint.box(x + 40, 96, 110, 110, dark, 14).box(x + 60, 206, 70, 110, light, 4)
      for (let y = 222; y < 310; y += 24) paint.box(x + 54, y, 82, 9, steel, 4)
      paint.box(x, 306, 190, 34, steel, 8).box(x + 30, 340, 130, 56, dark, 4)
    }
    return paint
      .line(
        [
          [90, 322],
          [20, 322],
          [20, 120],
        ],
        18,
        blue,
      )
      .line(
        [
          [550, 322],
          [620, 322],
          [620, 120],
        ],
        18,
        blue,
      )
  },
  wrapper: () =>
    scene()
      .box(120, 356, 300, 40, dark, 12)
      .box(150, 200, 240, 158, orange, 4)
      .line(
        [
          [150, 252],
          [390, 252],
        ],
        3,
        light,
      )
      .line(
        [
          [150, 304],
          [390, 304],
        ],
        3,
        light,
      )
      .box(470, 70, 54, 326, steel, 6)
      .box(428, 170, 60, 110, light, 6)
      .line(
        [
          [430, 200],
          [392, 214],
        ],
        6,
        white,
      )
      .line(
        [
          [430, 240],
          [392, 262],
        ],
        6,
        white,
      )
      .box(484, 90, 26, 34, blue, 4),
  conveyor: () => {
    const paint = scene().box(40, 220, 560, 44, dark, 20)
    for (let x = 66; x < 600; x += 46) paint.disc(x, 242, 15, light).disc(x, 242, 5, dark)
    for (const x of [90, 310, 530]) paint.box(x, 264, 20, 132, steel, 3)
    return paint.box(120, 150, 96, 70, orange, 4).box(360, 132, 110, 88, orange, 4).box(470, 292, 78, 54, blue, 8)
  },
  compressor: () =>
    scene()
      .box(110, 100, 420, 296, blue, 14)
      .box(140, 132, 180, 210, dark, 8)
      .line(
        [
          [160, 160],
          [300, 160],
        ],
        6,
        steel,
      )
      .line(
        [
          [160, 190],
          [300, 190],
        ],
        6,
        steel,
      )
      .line(
        [
          [160, 220],
          [300, 220],
        ],
        6,
        steel,
      )
      .line(
        [
          [160, 250],
          [300, 250],
        ],
        6,
        steel,
      )
      .line(
        [
          [160, 280],
          [300, 280],
        ],
        6,
        steel,
      )
      .box(360, 132, 136, 96, white, 6)
      .box(376, 148, 104, 40, [120, 170, 120], 3)
      .disc(428, 292, 34, light)
      .disc(428, 292, 24, dark)
      .line(
        [
          [530, 160],
          [600, 160],
          [600, 60],
        ],
        22,
        light,
      ),
  boiler: () =>
    scene()
      .box(90, 130, 430, 220, light, 100)
      .box(90, 150, 60, 180, steel, 30)
      .disc(120, 240, 44, dark)
      .disc(120, 240, 28, red)
      .box(400, 40, 44, 100, steel, 4)
      .line(
        [
          [260, 130],
          [260, 70],
          [340, 70],
        ],
        16,
        red,
      )
      .disc(330, 176, 22, white)
      .line(
        [
          [330, 176],
          [342, 164],
        ],
        4,
        red,
      )
      .box(150, 344, 60, 52, dark, 3)
      .box(420, 344, 60, 52, dark, 3),
  truck: () =>
    scene()
      .box(220, 240, 240, 120, red, 18)
      .line(
        [
          [250, 240],
          [268, 110],
          [400, 110],
          [424, 240],
        ],
        12,
        dark,
      )
      .box(330, 190, 70, 60, dark, 8)
      .box(176, 60, 24, 320, dark, 3)
      .box(70, 372, 130, 14, steel, 4)
      .disc(270, 368, 36, dark)
      .disc(270, 368, 15, light)
      .disc(430, 372, 30, dark)
      .disc(430, 372, 12, light),
  plates: () => {
    const paint = scene().box(140, 90, 40, 306, dark, 4).box(460, 90, 40, 306, dark, 4)
    for (let x = 190; x < 456; x += 14) paint.box(x, 110, 9, 270, x % 4 === 0 ? steel : light, 2)
    return paint
      .box(120, 76, 400, 16, dark, 4)
      .box(120, 384, 400, 14, dark, 4)
      .disc(160, 150, 16, blue)
      .disc(160, 330, 16, red)
  },
  packer: () =>
    scene()
      .box(70, 120, 500, 276, light, 10)
      .box(100, 150, 210, 150, [188, 216, 236], 6)
      .box(330, 150, 210, 150, [188, 216, 236], 6)
      .box(150, 230, 100, 70, orange, 4)
      .box(380, 230, 100, 70, orange, 4)
      .line(
        [
          [200, 150],
          [200, 214],
        ],
        12,
        dark,
      )
      .line(
        [
          [430, 150],
          [430, 214],
        ],
        12,
        dark,
      )
      .box(100, 320, 440, 20, dark, 8)
      .box(556, 140, 54, 90, dark, 6)
      .box(562, 150, 42, 30, blue, 3)
      .disc(90, 104, 12, yellow),
  leak: () =>
    new Painter(640, 480, floor)
      .box(120, 60, 400, 150, light, 12)
      .box(270, 190, 100, 70, steel, 6)
      .line(
        [
          [320, 256],
          [318, 330],
        ],
        10,
        [90, 150, 205],
      )
      .disc(318, 372, 74, [90, 150, 205])
      .disc(236, 390, 46, [90, 150, 205])
      .disc(402, 396, 40, [90, 150, 205])
      .disc(300, 356, 22, [150, 195, 230]),
} as const

/** A maker's plate, engraved. */
export const nameplate = (maker: string, rows: readonly string[]): Painter => {
  const plate = new Painter(1200, 760, [138, 146, 156])
    .box(40, 40, 1120, 680, [226, 229, 232], 26)
    .disc(84, 84, 16, [120, 126, 134])
    .disc(1116, 84, 16, [120, 126, 134])
    .disc(84, 676, 16, [120, 126, 134])
    .disc(1116, 676, 16, [120, 126, 134])
    .words(maker, 130, 96, 74, [24, 28, 34], 12)
    .box(120, 200, 960, 5, [60, 66, 74])
  rows.forEach((row, index) => {
    plate.words(row, 130, 246 + index * 84, 42, [24, 28, 34], 6)
  })
  return plate
}
