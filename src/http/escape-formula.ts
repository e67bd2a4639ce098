// Their full-width forms too: spreadsheets take them for the same.
const BEGINS_A_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const PHONE_NUMBER = /^\+\d+$/;

/**
 * A text as a spreadsheet may see it: with an apostrophe before what it would take for a formula
 * and run. A phone number is none, and stays as it is.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 * @example escapeFormula('=1+1') // "'=1+1"
 */
export function escapeFormula(text: string): string {
  return BEGINS_A_FORMULA.test(text) && !PHONE_NUMBER.test(text) ? `'${text}` : text;
}
