import { Button, Icon, LinkButton, useRender } from '../kit'
import { Door } from './door'
import { Page } from './page'

type ProblemProps = { status: number; title: string; sentence: string; requestId: string }

const Body = ({ status, title, sentence, requestId }: ProblemProps) => {
  const { base, may } = useRender()
  return (
    <div class="problem">
      <p class="problem-status muted">{status}</p>
      <h1 tabindex={-1}>{title}</h1>
      <p>{sentence}</p>
      {status === 404 && may('insights.search') ? (
        <form action={`${base}/search`} method="get" class="find find-wide">
          <Icon name="search" class="ico-s" />
          <input type="search" name="q" aria-label="Search everything" placeholder="Search for it" />
          <Button kind="quiet" size="small">
            Search
          </Button>
        </form>
      ) : null}
      <p class="problem-ways">
        {base ? (
          <LinkButton href="/">Go to the home page</LinkButton>
        ) : (
          <a class="bt" href="/">
            Go to the start
          </a>
        )}
      </p>
      <p class="hint">
        Reference <code class="code">{requestId}</code>
      </p>
    </div>
  )
}

/** What went wrong, what to do, and the id by which we can find out why. Never what the machine said. */
export const ProblemPage = (props: ProblemProps) =>
  useRender().organization ? (
    <Page title={props.title}>
      <Body {...props} />
    </Page>
  ) : (
    <Door title={props.title}>
      <Body {...props} />
    </Door>
  )

export const titles: Record<number, string> = {
  400: 'That could not be read',
  403: 'You may not do this',
  404: 'There is nothing here',
  409: 'Look again',
  412: 'Look again',
  413: 'That is too large',
  415: 'That is not taken here',
  421: 'Wrong address',
  422: 'There is a problem',
  429: 'Please wait',
  500: 'That did not work',
  503: 'Not at this moment',
}

export const faultSentence = 'Nothing was saved. Try again; if it stays, tell us the reference below.'
