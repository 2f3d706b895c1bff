/** Domains at which anybody has an address: two people there have nothing to do with each other. */
const shared: readonly string[] =
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com mac.com
   gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.com proton.me protonmail.com tutanota.com zoho.com
   yandex.com yandex.ru mail.ru qq.com 163.com 126.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it
   virgilio.it tin.it ziggo.nl kpnmail.nl planet.nl hetnet.nl home.nl telenet.be skynet.be wp.pl o2.pl onet.pl interia.pl
   seznam.cz btinternet.com comcast.net verizon.net att.net cox.net sbcglobal.net`.split(/\s+/)

export const isSharedDomain = (domain: string): boolean => shared.includes(domain)
