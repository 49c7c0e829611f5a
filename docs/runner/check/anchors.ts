import { slugOf } from '../../.vitepress/slug.ts';

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
