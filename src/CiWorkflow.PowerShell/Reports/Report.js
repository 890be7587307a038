(function () {
  'use strict';
  for (const card of document.querySelectorAll('[data-table]')) {
    const body = card.querySelector('tbody');
    const rows = Array.from(body.rows);
    const tools = card.querySelector('.tools');
    const input = tools.querySelector('input');
    const output = tools.querySelector('output');
    const texts = rows.map(row => row.textContent.toLowerCase());
    const filter = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every(word => texts[i].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      output.textContent = shown === rows.length ? '' : shown.toLocaleString('en') + ' / ' + rows.length.toLocaleString('en');
    };
    input.addEventListener('input', filter);
    tools.hidden = false;

    const heads = Array.from(card.querySelectorAll('th'));
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') !== 'ascending';
        heads.forEach(other => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const keys = new Map(rows.map(row => [row, row.cells[column].textContent]));
        const order = new Intl.Collator(undefined, { numeric: true });
        body.append(...rows.slice().sort((a, b) => (up ? 1 : -1) * order.compare(keys.get(a), keys.get(b))));
      });
    });

    for (const link of document.querySelectorAll('a[data-filter][href="#' + card.id + '"]')) {
      link.addEventListener('click', () => {
        input.value = link.dataset.filter;
        filter();
      });
    }
  }

  for (const button of document.querySelectorAll('button.copy')) {
    if (!navigator.clipboard) { continue; }
    button.hidden = false;
    button.addEventListener('click', () => navigator.clipboard.writeText(button.parentElement.querySelector('pre').textContent).then(() => {
      button.textContent = button.dataset.done;
    }));
  }
})();
