import { describe, expect, it } from 'vitest';

import { parseOutline } from '../../src/contracts/earnings-report-outline.ts';

const texts = (html: string) => parseOutline(html).pieces.map((piece) => piece.text);

describe('the outline of a report', () => {
  it('joins what inline markup splits and keeps blocks apart', () => {
    expect(texts('<div>88<span>/100</span></div><p><b>Price:</b> $<i>41</i>.55</p>')).toEqual([
      '88/100',
      'Price: $41.55',
    ]);
    expect(texts('<div>C-Grade<br><span>64.0 pts</span></div>')).toEqual(['C-Grade', '64.0 pts']);
    expect(texts('<p><span>AMD</span><span>88 pts</span></p>')).toEqual(['AMD', '88 pts']);
  });

  it('drops scripts, styles, templates, comments, stars and what cannot be seen', () => {
    const html =
      '<style>p{}</style><script>$AMD</script><template>$AMD</template><!-- $AMD --><p>A\u202eM\u200bD ★★★ 🚀</p><p>★★</p>';
    expect(texts(html)).toEqual(['AMD']);
  });

  it('knows blocks by the words of their class and id', () => {
    const [piece] = parseOutline('<p class="stock-Card gradeA" id="x_1">text</p>').pieces;
    expect(piece?.block.words).toEqual(['stock', 'card', 'grade', 'a', 'x', '1']);
  });
});
