/** The icons that pages use; the sprite holds these and no others. */
export const icons: readonly string[] = (
  'arrow-left arrow-right calendar chevron-right chevrons-up-down circle-alert circle-check circle-help clipboard-list ' +
  'clock contrast download ellipsis factory file-text history house inbox kanban key-round list log-out mail map-pin ' +
  'menu package pencil plus rotate-ccw scan search send settings shield-check sparkles trash-2 undo-2 user user-plus ' +
  'users wrench x building-2 bell phone message-square truck'
).split(' ')
