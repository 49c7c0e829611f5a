import DefaultTheme from 'vitepress/theme';
import './theme.css';
import './diagram.css';

/** VitePress' own theme, with styles for diagrams, consoles and charts. */
export default DefaultTheme;
