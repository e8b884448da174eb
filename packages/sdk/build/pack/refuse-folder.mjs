// npm tells the registry what package.json says after postpack, which is not what is in the package.
process.stderr.write(`Publish the packed file and not the folder, as .github/workflows/release.yml does:
  npm pack && npm publish --provenance ./frontrow-<package>-<version>.tgz
`);
process.exit(1);
