import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// Our content security policy refuses style attributes in markup and <style> elements. What these libraries draw with them is said in ways it
// allows: icons by attributes of SVG, markup by the CSSOM (src/workbench/domify.js), sheets of CodeMirror by constructed style sheets.
const DRAWN = /^(fill|fill-opacity|stroke|stroke-width|stroke-linecap|stroke-linejoin|stroke-dasharray|stroke-opacity|opacity)$/;
const unstyled = {
  name: 'unstyled',
  transform(code, id) {
    if (id.includes('node_modules/style-mod/')) return { map: null, code: code.replace('!root.head && root.adoptedStyleSheets', 'root.adoptedStyleSheets') };
    if (!/node_modules\/(@bpmn-io|bpmn-js|diagram-js|table-js)/.test(id) || !code.includes('style="') || id.includes('PoweredBy')) return null;
    return { map: null, code: code.replace(/style="([^"$]*)"/g, (all, text) => {
      const said = text.split(';').map((one) => one.split(':').map((part) => part.trim())).filter(([name]) => name);
      return said.every(([name]) => DRAWN.test(name)) ? said.map(([name, value]) => `${name}="${value}"`).join(' ') : all;
    }) };
  },
};

export default defineConfig({
  // Addresses inside the built files are relative, so the site also works below a path prefix.
  base: './',
  plugins: [unstyled],
  // One copy of Preact: a form editor drawn by one with a panel of the other has no hooks.
  resolve: { alias: [{ find: /^domify$/, replacement: fileURLToPath(new URL('src/workbench/domify.js', import.meta.url)) }, { find: /^preact(\/.*)?$/, replacement: '@bpmn-io/properties-panel/preact$1' }] },
  // Everything served from /static comes from web/static; Vite copies nothing of its own.
  publicDir: false,
  build: {
    outDir: 'static/dist',
    emptyOutDir: true,
    // web/ looks the hashed file names up in .vite/manifest.json.
    manifest: true,
    // .vite/license.md names every package whose code we ship.
    license: true,
    target: 'es2022',
    rolldownOptions: {
      // A page may import what an entry exports; without this Vite drops exports nobody imports here.
      preserveEntrySignatures: 'allow-extension',
      input: {
        main: 'src/main.js',
        diagram: 'src/diagram.js',
        observe: 'src/observe.js',
        workbench: 'src/workbench.js',
        try: 'src/try.js',
        compare: 'src/compare.js',
        help: 'src/help.js',
      },
    },
  },
});
