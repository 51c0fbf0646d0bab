import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const root = import.meta.dirname;

/**
 * The Block Kit renderer gives every message one and the same id and styles it
 * through that id. A page with many messages may use an id once, so the id
 * becomes a class of the same weight. Its styles go into a cascade layer, so
 * that a plain rule of ours wins over them.
 */
function oneIdPerPage(): Plugin {
  return {
    name: "one-id-per-page",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("slack-blocks-to-jsx/dist/")) return null;
      if (id.endsWith(".css")) {
        const css = code
          .replaceAll("#slack_blocks_to_jsx", ":is(.slack_blocks_to_jsx,#none)")
          .replaceAll("!important", "");
        return { code: `@layer blocks{${css}}`, map: null };
      }
      const js = code.replaceAll('id:"slack_blocks_to_jsx",', "");
      if (js === code) throw new Error("slack-blocks-to-jsx has changed: its id was not found");
      return { code: js, map: null };
    },
  };
}

/** The licences of what is bundled travel with the bundle. */
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle() {
      const dirs = new Set<string>();
      for (const id of this.getModuleIds()) {
        const at = id.lastIndexOf("/node_modules/");
        if (at < 0 || id.startsWith("\0")) continue;
        const [scope = "", name = ""] = id.slice(at + 14).split("/");
        dirs.add(join(id.slice(0, at + 14), scope.startsWith("@") ? `${scope}/${name}` : scope));
      }
      const texts: string[] = [];
      for (const dir of [...dirs].sort()) {
        if (!existsSync(join(dir, "package.json"))) continue;
        const pkg = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
        const file = readdirSync(dir).find((f) => /^licen[cs]e/i.test(f));
        const text = file ? readFileSync(join(dir, file), "utf8").replaceAll("\r\n", "\n").trim() : `Licence: ${pkg.license}`;
        texts.push(`${pkg.name} ${pkg.version} (${pkg.license})\n\n${text}\n`);
      }
      this.emitFile({ type: "asset", fileName: "LICENCES.txt", source: texts.join(`\n${"-".repeat(72)}\n\n`) });
    },
  };
}

/**
 * The hash of everything the bundle is made from. page_test.go computes the
 * same one, so that a stale bundle cannot be committed unseen. The order is
 * that of the paths' bytes; each file counts as "path NUL content NUL".
 */
function sourcesHash(): Plugin {
  return {
    name: "sources-hash",
    closeBundle() {
      const files = ["index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
      for (const f of readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })) {
        if (f.isFile()) files.push(join(f.parentPath, f.name).slice(root.length + 1).replaceAll("\\", "/"));
      }
      const hash = createHash("sha256");
      for (const f of files.sort()) hash.update(`${f}\0`).update(readFileSync(join(root, f))).update("\0");
      const out = join(root, "dist", "SOURCES.sha256");
      if (existsSync(dirname(out))) writeFileSync(out, hash.digest("hex") + "\n");
    },
  };
}

export default defineConfig({
  root,
  plugins: [oneIdPerPage(), react(), licences(), sourcesHash()],
  build: {
    outDir: "dist",
    sourcemap: false,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      output: {
        entryFileNames: "assets/page.js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
});
