import { assets } from './assets.gen'

/** A drawing of the sprite. It says nothing by itself: words stand beside it, or the control has a label. */
export const Icon = ({ name, class: size = 'ico' }: { name: string; class?: string }) => (
  <svg class={size} aria-hidden="true">
    <use href={`/${assets.icons}#${name}`} />
  </svg>
)
