/** Choices of a combobox: a short name, what it is, and what stands muted behind it. */
export const Options = ({
  options,
}: {
  options: { id: string; words: string; code?: string; title: string; detail?: string }[]
}) => (
  <>
    {options.map(({ id, words, code, title, detail }) => (
      <li role="option" tabindex={-1} aria-selected="false" id={`option-${id}`} data-value={id} data-words={words}>
        {code ? <span class="code">{code} </span> : null}
        {title} {detail ? <span class="muted">{detail}</span> : null}
      </li>
    ))}
  </>
)
