/** Points of the longer side of a picture as it is sent, and of its thumbnail. */
const longest = 2048
const longestThumbnail = 320

/** Pictures up to this size that are small enough already are sent as they are: the house takes their metadata out. */
const smallBytes = 1_500_000

export type Prepared = { blob: Blob; name: string; thumbnail: Blob | null }

/**
 * Makes a picture upright, at most 2048 points a side, without metadata, and a thumbnail beside it. Whatever this
 * browser cannot draw (a HEIC picture outside Safari, a PDF) is sent as it is.
 */
export async function prepare(file: File): Promise<Prepared> {
  const as = { blob: file as Blob, name: file.name, thumbnail: null }
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml') return as
  const drawn = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (!drawn) return as
  try {
    const thumbnail = await jpeg(drawn, longestThumbnail, 0.75)
    const sendable = ['image/jpeg', 'image/png', 'image/webp'].includes(file.type)
    if (sendable && Math.max(drawn.width, drawn.height) <= longest && file.size <= smallBytes)
      return { ...as, thumbnail }
    const blob = await jpeg(drawn, longest, 0.85)
    return blob ? { blob, name: `${file.name.replace(/\.\w{1,5}$/, '')}.jpg`, thumbnail } : { ...as, thumbnail }
  } finally {
    drawn.close()
  }
}

/** The picture as JPEG, its longer side at most so many points. */
export function jpeg(drawn: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const part = Math.min(1, side / Math.max(drawn.width, drawn.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(drawn.width * part))
  canvas.height = Math.max(1, Math.round(drawn.height * part))
  const pen = canvas.getContext('2d')
  if (!pen) return Promise.resolve(null)
  // What is clear in a PNG is white on paper.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(drawn, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
}
