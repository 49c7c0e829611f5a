import type { ReportDocument, Section } from '../document.ts';
import { html, type Markup } from '../markup.ts';

/** The sections of the page and the state of each: a column on a wide screen, a list over the page on a narrow one. */
export function renderContents({ sections, states }: ReportDocument): Markup {
  return html`<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => {
    const state = states.get(id);
    return html`<li><a href="#${id}">${title.split(':')[0] ?? title}</a>${
      state === undefined
        ? null
        : html` <small class="${state.tone ?? 'neutral'}">${state.text}</small>`
    }</li>`;
  })}</ul></nav>`;
}

/** The style that marks in the contents which chapters are open. */
export function openMarks(sections: readonly Section[]): Markup {
  const selectors = sections.map(({ id }) => `body:has([open]>#${id}) nav [href="#${id}"]`);
  return { markup: `${selectors.join()}{font-weight:700}` };
}
