/** A letter: short lines of text, at most one thing to press, and who it is from. */
export type LetterText = {
  subject: string
  /** The ask, as mail programs show it beside the subject. */
  preheader: string
  lines: string[]
  /** A code to type, large. */
  code?: string
  button?: { label: string; href: string }
  footer: string[]
}

/** The same letter without pictures or markup: it must read well alone. */
export const plainLetter = ({ lines, code, button, footer }: LetterText): string =>
  [...lines, ...(code ? [code] : []), ...(button ? [`${button.label}: ${button.href}`] : []), '-- ', ...footer].join(
    '\n\n',
  )

/** Mail programs know no style sheets: this is the one place where styles stand in the markup. */
const css: string =
  'body{margin:0;font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif;color:#14181f}' +
  'table{width:100%;max-width:600px;margin:0 auto;border-collapse:collapse}td{padding:8px 24px}' +
  '.code{font:700 32px/1.2 ui-monospace,Menlo,monospace;letter-spacing:.15em}' +
  '.button a{display:inline-block;padding:12px 20px;border:1px solid #0b5cad;border-radius:6px;background:#0b5cad;color:#fff;font-weight:600;text-decoration:none}' +
  '.foot{font-size:13px;color:#4a5361;border-top:1px solid #e3e7ed}.pre{display:none}'

export const MailLetter = ({ subject, preheader, lines, code, button, footer }: LetterText) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{subject}</title>
      <style>{css}</style>
    </head>
    <body>
      <div class="pre">{preheader}</div>
      <table role="presentation">
        {lines.map((line) => (
          <tr>
            <td>{line}</td>
          </tr>
        ))}
        {code ? (
          <tr>
            <td class="code">{code}</td>
          </tr>
        ) : null}
        {button ? (
          <tr>
            <td class="button">
              <a href={button.href}>{button.label}</a>
            </td>
          </tr>
        ) : null}
        <tr>
          <td class="foot">
            {footer.map((line) => (
              <div>{line}</div>
            ))}
          </td>
        </tr>
      </table>
    </body>
  </html>
)
