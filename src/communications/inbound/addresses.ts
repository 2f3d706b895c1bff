/** `Acme <Acme+1@x>` as its address alone, in lower case. */
export const bareAddress = (given: string): string => (/<([^<>]+)>\s*$/.exec(given)?.[1] ?? given).trim().toLowerCase()
