/** The icons that pages use; the sprite holds these and no others. A house test compares. */
export const icons: readonly string[] = (
  'activity arrow-down-to-line arrow-left arrow-right arrow-up-from-line bell building-2 camera chevron-right ' +
  'chevrons-up-down circle-check circle-help clipboard-check clipboard-list cog contrast delete download ellipsis factory file ' +
  'file-text fingerprint git-commit-horizontal history house image inbox key-round list-checks lock log-out mail ' +
  'map menu message-square minus move package pencil plug plus printer qr-code refresh-cw rotate-ccw scan search ' +
  'settings shield-check smartphone square tablet timer trash-2 triangle-alert truck undo-2 user users warehouse wrench x ' +
  'check play pause'
).split(' ')
