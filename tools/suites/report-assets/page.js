/* global document, location, matchMedia, requestAnimationFrame, window */
// The page says everything without this script; it adds the filter and the choice of the theme.
(() => {
  'use strict';

  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const toggle = document.getElementById('theme');

  /** A page from a file may have no storage: then a choice lasts as long as the page. */
  function remember(theme) {
    try {
      localStorage.setItem('slipway-theme', theme);
    } catch {
      return;
    }
  }

  function remembered() {
    try {
      return localStorage.getItem('slipway-theme');
    } catch {
      return null;
    }
  }

  function isDark() {
    return root.dataset.theme === undefined ? dark.matches : root.dataset.theme === 'dark';
  }

  function nameToggle() {
    toggle.textContent = isDark() ? 'Light theme' : 'Dark theme';
  }

  const chosen = remembered();
  if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
  nameToggle();
  toggle.hidden = false;
  dark.addEventListener('change', nameToggle);
  toggle.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remember(root.dataset.theme);
    nameToggle();
  });

  const form = document.getElementById('filter');
  const told = form.querySelector('output');
  const rows = [...document.querySelectorAll('[data-row]')];
  const lists = [...document.querySelectorAll('[data-list]')].map((list) => ({
    list,
    found: list.querySelector('.found'),
    tests: [...list.querySelectorAll('tr[data-outcome]')],
    unlisted: Number(list.dataset.unlisted ?? 0),
    opened: false,
  }));
  const texts = new WeakMap();
  const MANY = 200;

  function textOf(element) {
    let text = texts.get(element);
    if (text === undefined) {
      text = element.textContent.toLowerCase();
      texts.set(element, text);
    }
    return text;
  }

  function ownerFits({ project, language }, wanted) {
    return (
      (wanted.project === '' || project === wanted.project) && (wanted.language === '' || language === wanted.language)
    );
  }

  function testFits(element, wanted) {
    return (
      (wanted.outcomes.length === 0 || wanted.outcomes.includes(element.dataset.outcome)) &&
      (wanted.text === '' || textOf(element).includes(wanted.text))
    );
  }

  function tell(total, unlisted) {
    const fit = `${String(total)} ${total === 1 ? 'test fits' : 'tests fit'} the filter`;
    return unlisted === 0 ? fit : `${fit}; ${String(unlisted)} are not listed on this page and were not looked at`;
  }

  function filter() {
    const { project, language, outcome, text } = form.elements;
    const wanted = {
      project: project.value,
      language: language.value,
      outcomes: outcome.value === '' ? [] : outcome.value.split(' '),
      text: text.value.trim().toLowerCase(),
    };
    const byTest = wanted.outcomes.length > 0 || wanted.text !== '';
    const active = byTest || wanted.project !== '' || wanted.language !== '';
    for (const row of rows) {
      row.hidden = !ownerFits(row.dataset, wanted) || (row.dataset.outcome !== undefined && !testFits(row, wanted));
    }
    // Whatever did not pass is listed.
    const missing =
      wanted.outcomes.length === 0 || wanted.outcomes.some((name) => name === 'passed' || name === 'skipped');
    let unlisted = 0;
    const hits = lists.map((entry) => {
      const fits = ownerFits(entry.list.dataset, wanted);
      const unseen = missing ? entry.unlisted : 0;
      let number = 0;
      for (const test of entry.tests) {
        test.hidden = byTest && !testFits(test, wanted);
        if (!test.hidden) number += 1;
      }
      entry.list.hidden = !fits || (active && number + unseen === 0);
      entry.found.hidden = !byTest;
      entry.found.textContent = byTest ? `${String(number)} found` : '';
      if (fits) unlisted += unseen;
      return fits ? number : 0;
    });
    const total = hits.reduce((sum, number) => sum + number, 0);
    lists.forEach((entry, index) => {
      // What the filter opened it closes again, and what a reader opened it leaves.
      const open = byTest && hits[index] > 0 && total <= MANY;
      if (open && !entry.list.open) entry.opened = true;
      if (open || entry.opened) entry.list.open = open;
      if (!open) entry.opened = false;
    });
    for (const section of document.querySelectorAll('section')) {
      const own = [...section.querySelectorAll('[data-row], [data-list]')];
      section.querySelector('.nothing').hidden = own.length === 0 || own.some((element) => !element.hidden);
    }
    told.textContent = active ? tell(total, unlisted) : '';
  }

  let planned = false;
  function plan() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      filter();
    });
  }

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', plan);
  // The fields are empty only after the event.
  form.addEventListener('reset', plan);

  /** A link to a list leads into it, also where the list is closed. */
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null || !('open' in target)) return;
    target.open = true;
    target.scrollIntoView();
    target.querySelector('summary').focus({ preventScroll: true });
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();
})();
