/**
 * The figure of a gate as text. It has more decimals where fewer would put it on the other side of its limit: a reader
 * who compares the two figures comes to the state that the gate has.
 *
 * @param decimals at least so many.
 * @param meets whether a value keeps to the limit.
 */
export function told(value: number, decimals: number, meets: (value: number) => boolean): string {
  const text = value.toFixed(decimals);
  return decimals >= mostDecimals || meets(Number(text)) === meets(value)
    ? text
    : told(value, decimals + 1, meets);
}

const mostDecimals = 6;
