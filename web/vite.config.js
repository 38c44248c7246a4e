import { defineConfig } from 'vite';

export default defineConfig({
  // Addresses inside the built files are relative, so the site also works below a path prefix.
  base: './',
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
      },
    },
  },
});
