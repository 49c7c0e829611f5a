/** The anchor of a heading, by the rule of the forges; the site is told to use the same one. */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

/** Every anchor of a page; the second heading of one text gets `-1`, as on the forges. */
export function anchorsOf(prose: readonly { readonly text: string }[]): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const { text } of prose) {
    const { title } = /^#{1,6}\s+(?<title>.+)$/.exec(text)?.groups ?? {};
    if (title === undefined) continue;
    const slug = slugOf(title.replaceAll(/[`*]|\[(?<words>[^\]]*)\]\([^)]*\)/g, '$<words>'));
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  return anchors;
}
