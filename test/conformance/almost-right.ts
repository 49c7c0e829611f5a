/** The letters of a password count, each one and as they are. */
export const otherPasswords: readonly (readonly [string, (password: string) => string])[] = [
  ['the password in capital letters', (password) => password.toUpperCase()],
  ['the password and a space', (password) => `${password} `],
  ['a space and the password', (password) => ` ${password}`],
  ['the password and a NUL', (password) => `${password}\0`],
  ['the password without its last letter', (password) => password.slice(0, -1)],
  ['the password and padding', (password) => `${password}=`],
  [
    'the password with two more bits',
    (password) => password.replace(/.$/, (last) => alphabet[alphabet.indexOf(last) ^ 1] ?? ''),
  ],
  ['the password and fifty-seven letters', (password) => password + 'x'.repeat(57)],
  ['the password twice', (password) => password + password],
];
/** The last letter of 256 bits in base64url has two bits that a decoder drops. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Names that are like that of an account. 429: they cost a slow hash, of which a replica makes one at a time. */
export const otherNames: readonly (readonly [string, string, (name: string) => string])[] = [
  ['a name in capital letters', 'CWE-178', (name) => name.toUpperCase()],
  ['a name and a NUL', 'CWE-158', (name) => `${name}\0`],
  ['a name and a space', 'CWE-178', (name) => `${name} `],
  ['a name with a zero before its number', 'CWE-178', (name) => name.replace('-', '-0')],
  ['a name in wide letters', 'CWE-1007', (name) => name.replace('l', '\uff4c')],
  ['a pattern for a name', 'CWE-943', () => 'load-*'],
  ['a name that closes a quotation', 'CWE-89', (name) => `${name}' OR '1'='1`],
  ['a name that every object has', 'CWE-1321', () => '__proto__'],
];
