/** A rectangle in the points of a picture. */
export type Box = { x: number; y: number; width: number; height: number }

/** A word that was read, and how sure the reader is of it, from 0 to 1. */
export type PlateWord = { text: string; confidence: number; box: Box }

/** Words that stand beside one another. */
export type PlateLine = { words: PlateWord[] }

/**
 * What a nameplate says, in the words of IDTA's Digital Nameplate 3.0: `manufacturer` is its ManufacturerName, `model`
 * its ManufacturerProductType, `orderCode` its OrderCodeOfManufacturer, `serial` its SerialNumber, `year` its
 * YearOfConstruction, `country` its CountryOfOrigin; a `rating` is one of its AssetSpecificProperties.
 */
export const plateFields = ['manufacturer', 'model', 'orderCode', 'serial', 'year', 'country', 'rating'] as const
export type PlateFieldName = (typeof plateFields)[number]

/** One thing that a plate says. */
export type PlateField = {
  name: PlateFieldName
  /** What it is called on the plate or by people: “Voltage”, “Serial number”. */
  label: string
  value: string
  /** From 0 to 1: how sure the reader is. A person confirms it in any case. */
  confidence: number
  /** Where it stands; null where the reader cannot say. */
  box: Box | null
}

export type Plate = {
  picture: { bytes: Uint8Array<ArrayBuffer>; type: string; width: number; height: number } | null
  /** What the browser has read of it, line by line. */
  lines: PlateLine[]
}

export type PlateReader = {
  /** What it reads: the lines that a browser found, or the picture itself. */
  readonly takes: 'lines' | 'picture'
  /**
   * Answers what the plate says, each of the first six names at most once; nothing where it says nothing that can be
   * read. Refuses 'unavailable' ('plate.unreachable', 'plate.busy') for now, 'invalid' ('plate.refused') for good.
   */
  read(plate: Plate): Promise<PlateField[]>
}

/** Fields that a reader may answer at most: a plate has twenty. */
export const mostFields = 30
