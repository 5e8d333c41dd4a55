import { describe, expect, it } from 'vitest';

import { embeddedJson, markup, NOTHING, ownText } from '../../src/views/html-text.ts';

describe('a template of HTML', () => {
  it('lets no foreign text become markup, in text or in an attribute', () => {
    const hostile = `"><script>alert('1')</script>&`;
    expect(markup`<b title="${hostile}">${hostile}</b>`.html).toBe(
      '<b title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</b>',
    );
  });

  it('takes HTML, lists of it and numbers as they are', () => {
    const items = ['<a>', 'b'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}</ul>${NOTHING}${12.5}`.html).toBe(
      '<ul><li>&lt;a&gt;</li><li>b</li></ul>12.5',
    );
  });
});

describe('JSON inside a page', () => {
  it('cannot end its element, and reads back the same', () => {
    const value = { name: '</script><!-- <b>', list: [1, null] };
    const { html } = embeddedJson(value);
    expect(html).not.toContain('<');
    expect(JSON.parse(html)).toEqual(value);
  });
});

describe('a text of our own that is put into a page', () => {
  it('is refused when it would end its own element', () => {
    expect(ownText('a < b').html).toBe('a < b');
    for (const text of ['x</script>', 'x</STYLE>', 'x<!-- y'])
      expect(() => ownText(text), text).toThrow('ends its own element');
  });
});
