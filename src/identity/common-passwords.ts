/** What is tried first, in lower case without signs. Few well-known passwords are as long as ours must be. */
export const common: readonly string[] = (
  'password passwordpassword passwordpassword1 123456789012345 1234567890123456 12345678901234567890 qwertyuiopasdfgh ' +
  'qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm 1qaz2wsx3edc4rfv 1q2w3e4r5t6y7u8i letmeinletmein iloveyouiloveyou ' +
  'welcomewelcome administrator administrator1 adminadminadmin changemechangeme trustno1trustno1 correcthorsebatterystaple ' +
  'passw0rdpassw0rd p4ssw0rdp4ssw0rd asdfghjklasdfghjkl zxcvbnmzxcvbnm abcdefghijklmno abcdefghijklmnop ' +
  'abcdefghijklmnopqrstuvwxyz 987654321987654 000000000000000 111111111111111 thisismypassword mypasswordismypassword ' +
  'ilovemyfamily iloveyousomuch unbelievable123 maintenance1234 temporarypassword'
).split(' ')
