// The layouts of the sample reports: each shows the same facts of a candidate in its own way.

const dollars = (price) => `$${price.toFixed(2)}`;
const signed = (percent) => `${percent < 0 ? '' : '+'}${percent.toFixed(1)}%`;

function page(title, style, body) {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head>
<body>
${body}
</body>
</html>
`;
}

export function cards(date, candidates) {
  const metric = (label, value) =>
    `<div class="metric"><div class="metric-label">${label}</div><div class="metric-value">${value}</div></div>`;
  const card = ({ ticker, company, score, grade, price, gap, target }) => `<div class="stock-card">
<div class="ticker">${ticker} - ${dollars(price)}</div><div class="company-name">${company}</div>
<div class="grade">${grade}</div><div class="score">${score.toFixed(1)} pts</div>
<div class="metrics">${metric('Price', dollars(price))}${metric('Gap Up', signed(gap))}${metric('Price Target', dollars(target))}</div>
</div>`;
  return page(
    `Earnings trade analysis ${date}`,
    '.stock-card{border:1px solid #ccc;padding:1em;margin:1em}',
    `<header><h1>Post-Earnings Gap-Up Analysis</h1><p>${date}</p></header>\n${candidates.map(card).join('\n')}`,
  );
}

export function articles(date, candidates) {
  const article = (one) => `<article>
<h2>${one.company} (${one.exchange}: ${one.ticker})</h2><span>Grade ${one.grade}</span> <span>${one.score.toFixed(1)} / 100</span>
<ul>${one.elements.map(([name, mark]) => `<li>${name}: ${mark}/5</li>`).join('')}</ul>
<dl><dt>Current Price</dt><dd>${dollars(one.price)}</dd><dt>Price Target</dt><dd>${dollars(one.target)}</dd><dt>Gap Up</dt><dd>${signed(one.gap)}</dd></dl>
</article>`;
  return page(
    `Gap report ${date}`,
    'article{border-top:3px solid #246}',
    `<main><h1>Gap-up report ${date}</h1>\n${candidates.map(article).join('\n')}\n</main>`,
  );
}

export function table(date, candidates) {
  const names = ['#', 'Ticker', 'Company', 'Score', 'Grade', 'Price', 'Target Price', 'Gap %'];
  const row = (one, index) =>
    [
      index + 1,
      one.ticker,
      one.company,
      one.score,
      one.grade,
      dollars(one.price),
      dollars(one.target),
      signed(one.gap),
    ]
      .map((cell) => `<td>${cell}</td>`)
      .join('');
  return page(
    'Post-earnings candidates',
    'td,th{padding:4px 12px}',
    `<h1>Post-earnings candidates, ${date}</h1>
<table><thead><tr>${names.map((name) => `<th>${name}</th>`).join('')}</tr></thead>
<tbody>${candidates.map((one, index) => `<tr>${row(one, index)}</tr>`).join('\n')}</tbody></table>
<p>Scores of 85 and more earn an A-Grade.</p>`,
  );
}

export function nothing(date) {
  return page(
    `Earnings trade analysis ${date}`,
    '.empty{color:#777}',
    `<header><h1>Earnings Trade Analysis</h1><p>${date}</p></header>
<div class="empty"><h2>No Qualifying Gap-Up Stocks Found</h2><p>Nothing met the criteria this session.</p></div>`,
  );
}

export function fivePoints(date, candidates) {
  const element = ([name, mark]) => `<div><span>${name}</span><span>${mark}/5</span></div>`;
  const box = (
    one,
  ) => `<div class="box"><h2>${one.ticker} <span>${signed(one.gap)}</span></h2><h3>${one.company}</h3>
${one.elements.map(element).join('')}
<div>${(one.score / 20).toFixed(2)} / 5.00 (${one.score}%)</div>
<div><span>${dollars(one.price)}</span><span>Price</span></div><div><span>${dollars(one.target)}</span><span>Price Target</span></div>
</div>`;
  return page(
    'Earnings scores',
    '.box{display:inline-block;width:22em;vertical-align:top}',
    `<h1>Earnings scores for ${date}</h1>\n${candidates.map(box).join('\n')}`,
  );
}

export function gradeSections(date, candidates) {
  const block = (
    one,
  ) => `<div class="c"><h3>$${one.ticker} <small>★★★</small></h3><p>${one.company}</p>
<div><b>${one.score}</b> pts</div><p><strong>Price:</strong> ${dollars(one.price)}</p><p><strong>Gap:</strong> ${signed(one.gap)}</p></div>`;
  const section = (grade) => {
    const own = candidates.filter((one) => one.grade === grade);
    return own.length === 0
      ? ''
      : `<section><h2>${grade}-Grade Stocks</h2>\n${own.map(block).join('\n')}\n</section>\n`;
  };
  return page(
    `Earnings gap-ups ${date}`,
    '.c{margin:1em 2em}',
    `<header><h1>Earnings Gap-Ups</h1><p>${date}</p></header>
${['A', 'B', 'C', 'D'].map(section).join('')}<section><h2>Watchlist</h2>
<div class="c"><h3>$ZYPH <small>★★★★</small></h3><p>Zyphara Media</p><div><b>90</b> pts</div><p><strong>Price:</strong> $12.40</p></div>
</section>`,
  );
}

export function badges(date, candidates) {
  const card = (one) => `<div class="stock-card ${one.grade.toLowerCase()}-grade">
<div class="head"><span class="symbol">${one.ticker}</span> <span class="badge">${dollars(one.price)}</span></div>
<div class="company">${one.company}</div><div class="score">${one.score.toFixed(1)}<span>${one.grade}-Grade</span>★★★</div>
<div class="gap">Gap Up ${signed(one.gap)}</div>
</div>`;
  return page(
    `Analysis ${date}`,
    '.a-grade{background:#efe}.b-grade{background:#ffe}',
    `<div class="page"><header><h1>Earnings Analysis ${date}</h1></header>\n${candidates.map(card).join('\n')}\n</div>`,
  );
}
