import { useData, useRoute } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { nextTick, onMounted, watch } from 'vue';
import { drawAll } from './draw.ts';
import './theme.css';

/** VitePress' own theme, and the pictures drawn again on each page and in each colour scheme. */
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
