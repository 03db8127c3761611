'use strict';
(() => {
  const all = (query, from = document) => Array.from(from.querySelectorAll(query));

  // Tables are sorted by the number behind a cell, or by its text; a second press turns the order round.
  const key = (row, column) => {
    const cell = row.cells[column];
    return 'v' in cell.dataset ? Number(cell.dataset.v) : cell.textContent.trim();
  };
  const order = (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (typeof a === typeof b) return a.localeCompare(b, 'en', { numeric: true });
    return typeof a === 'number' ? -1 : 1;
  };
  for (const button of all('th button.sort')) {
    button.addEventListener('click', () => {
      const head = button.parentElement;
      const body = head.closest('table').tBodies[0];
      const way = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending';
      for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', way);
      const turn = way === 'ascending' ? 1 : -1;
      const rows = Array.from(body.rows);
      rows.sort((a, b) => turn * order(key(a, head.cellIndex), key(b, head.cellIndex)));
      body.append(...rows);
    });
  }

  const save = (name, parts, type) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(parts, { type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // What a page shows of a table, with the numbers as they are kept.
  const field = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  for (const button of all('button.csv')) {
    button.addEventListener('click', () => {
      const table = document.getElementById(button.dataset.table).querySelector('table');
      const lines = all('tr', table).map((row) =>
        Array.from(row.cells).map((cell) => field(cell.dataset.v ?? cell.textContent.trim().replace(/\s+/g, ' '))).join(','));
      save(`${table.dataset.name}.csv`, [lines.join('\n') + '\n'], 'text/csv');
    });
  }

  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const unpacked = async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  };
  for (const button of all('button.data')) {
    const files = json(`${button.dataset.part}-files`);
    const packed = files[button.dataset.file];
    if (packed === undefined) {
      // Too large for a page; it stands in the folder.
      button.replaceWith(document.createTextNode(`(${button.dataset.file} stands in the folder of the result)`));
      continue;
    }
    button.addEventListener('click', async () => save(button.dataset.file, [await unpacked(packed)], 'text/csv'));
  }
  for (const button of all('button.scenario')) {
    button.addEventListener('click', () => {
      const { file, text } = json(button.dataset.source);
      save(file, [text], 'application/toml');
    });
  }

  // Charts leave the page as they are drawn for white paper, with the page's font inside.
  const faces = () => {
    const rules = Array.from(document.styleSheets[0].cssRules);
    return rules.filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join('');
  };
  const standalone = (svg) => {
    const copy = svg.cloneNode(true);
    const [, , width, height] = svg.getAttribute('viewBox').split(/\s+/).map(Number);
    copy.setAttribute('width', width);
    copy.setAttribute('height', height);
    const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
    style.textContent = faces();
    copy.prepend(style);
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  };
  const drawing = (button) => {
    const figure = button.closest('figure');
    return { name: figure.dataset.name, ...standalone(figure.querySelector('svg')) };
  };
  for (const button of all('button.svg')) {
    button.addEventListener('click', () => {
      const { name, text } = drawing(button);
      save(`${name}.svg`, [text], 'image/svg+xml');
    });
  }
  for (const button of all('button.png')) {
    button.addEventListener('click', async () => {
      const { name, text, width, height } = drawing(button);
      const image = new Image();
      const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
      image.src = url;
      await image.decode();
      const times = Math.max(1, 2000 / width);
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(width * times);
      canvas.height = Math.round(height * times);
      const context = canvas.getContext('2d');
      context.fillStyle = '#ffffff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob((blob) => save(`${name}.png`, [blob], 'image/png'), 'image/png');
    });
  }

  // A page of several results keeps its charts and stories packed.
  const kept = all('[data-packed]').map(async (place) => {
    place.innerHTML = new TextDecoder().decode(await unpacked(place.dataset.packed));
    place.removeAttribute('data-packed');
  });
  Promise.all(kept).then(() => { document.documentElement.dataset.ready = 'yes'; });

  // On a narrow screen the answer comes first.
  const menu = document.getElementById('menu');
  const narrow = matchMedia('(max-width: 71.99rem)');
  const fold = () => { menu.open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();

  const root = document.documentElement;
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });

  // On paper nothing is folded away.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });
})();
