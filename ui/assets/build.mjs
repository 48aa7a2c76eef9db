// Builds ui/static/dist/ from ui/assets/: npm ci && npm run build. The result is committed; CI builds it again and compares.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, "..", "..");
const dist = join(assets, "..", "static", "dist");
const PACKAGES = ["govuk-frontend", "@ministryofjustice/frontend"];
const TOOLS = ["sass", "esbuild"];

function version(name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;
}

function versions(names) {
  return Object.fromEntries(names.map((name) => [name, version(name)]));
}

// One rule of the MOJ timeline names an icon that we neither use nor ship.
function withoutForeignImages(css) {
  return css.replace(/background-image:\s*url\((?!["']?data:)[^)]*\);?/g, "");
}

// The palettes of both systems hold the GOV.UK brand blue as a constant: ours takes its place.
function inOurBlue(css) {
  return css.replaceAll("#1d70b8", "#0b6370");
}

async function styles() {
  const compiled = sass.compile(join(assets, "app.scss"), {
    loadPaths: [root, join(root, "node_modules")],
    quietDeps: true,
    style: "expanded",
  });
  const { code } = await esbuild.transform(inOurBlue(withoutForeignImages(compiled.css)), { loader: "css", minify: true });
  return code;
}

async function script() {
  const result = await esbuild.build({
    entryPoints: [join(assets, "app.mjs")],
    bundle: true,
    format: "esm",
    legalComments: "none",
    minify: true,
    nodePaths: [join(root, "node_modules")],
    target: "es2020",
    write: false,
  });
  return result.outputFiles[0].text;
}

function refuse(css) {
  for (const word of ["GDS Transport", "url(/", "1d70b8", "@font-face"]) {
    if (css.includes(word)) {
      throw new Error(`The stylesheet holds ${word}: it belongs to the GOV.UK brand or is not shipped.`);
    }
  }
  return css;
}

function manifest(files) {
  return {
    command: "npm ci && npm run build",
    packages: versions(PACKAGES),
    tools: versions(TOOLS),
    files: files.sort().map((file) => ({
      file,
      sha256: createHash("sha256").update(readFileSync(join(dist, file))).digest("hex"),
    })),
  };
}

rmSync(dist, { force: true, recursive: true });
mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, "app.css"), refuse(await styles()));
writeFileSync(join(dist, "app.js"), await script());
writeFileSync(join(dist, "LICENCES.txt"), readFileSync(join(assets, "LICENCES.txt")));
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest(readdirSync(dist)), null, 2)}\n`);
