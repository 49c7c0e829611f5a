import { useData, useRoute } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { nextTick, onMounted, watch } from 'vue';
import './theme.css';

/** VitePress' own theme. It also draws the pictures again when the page or the colour scheme changes. */
export default {
  extends: DefaultTheme,
  setup() {
    const route = useRoute();
    const { isDark } = useData();
    const draw = () => nextTick(() => drawAll(isDark.value));
    onMounted(draw);
    watch([() => route.path, isDark], draw);
  },
};

/** The source of each picture. Drawing replaces it on the page. */
const sources = new WeakMap<Element, string>();

/** Draws every picture of the page. Only a page with a picture loads Mermaid, from the site itself. */
async function drawAll(dark: boolean): Promise<void> {
  const places = [...document.querySelectorAll<HTMLElement>('pre.mermaid')];
  if (places.length === 0) return;
  const { default: mermaid } = await import('mermaid');
  mermaid.initialize({ startOnLoad: false, theme: dark ? 'dark' : 'neutral' });
  for (const [index, place] of places.entries()) {
    const source = sources.get(place) ?? place.textContent ?? '';
    sources.set(place, source);
    const { svg } = await mermaid.render(`picture-${index}`, source);
    place.innerHTML = svg;
  }
}
