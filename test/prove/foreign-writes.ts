export interface AllowedWrites {
  home: string;
  /** System packages that were installed meanwhile, and their files. */
  packages: readonly string[];
  packageFiles: ReadonlySet<string>;
}

/** Written by the package manager and the scripts of packages, beside the files that a package lists. */
const PACKAGE_MANAGER =
  /^\/(var\/(lib\/(apt|dpkg|systemd|ucf|pam)|cache\/(apt|debconf|ldconfig|man)|log\/(apt|dpkg\.log|alternatives\.log|fontconfig\.log))|etc\/(ld\.so\.cache|alternatives|rc[0-9S]\.d|init\.d|systemd|(passwd|group|shadow|gshadow|subuid|subgid)-?|\.pwd\.lock)|run|usr\/share\/(man|doc|info))(\/|$)/;
const SERVICE_FOLDERS = /^\/(var\/(lib|log)|etc)\/redis(\/|$)/;

/** Paths that changed outside the checkout and have no business to. The temp folder is not among what is looked at. */
export function findForeignWrites(
  changed: readonly string[],
  { home, packages, packageFiles }: AllowedWrites,
): string[] {
  const npm = `${home}/.npm`;
  const ofPackages = new Set([...packageFiles].map(mergedPath));
  return changed.filter((path) => {
    if (path === npm || path.startsWith(`${npm}/`)) return false;
    if (packages.length === 0) return true;
    return !ofPackages.has(path) && !PACKAGE_MANAGER.test(path) && !SERVICE_FOLDERS.test(path);
  });
}

/** Packages still list `/lib/…` where `/lib` has long been a link to `/usr/lib`. */
function mergedPath(path: string): string {
  return path.replace(/^\/(bin|sbin|lib\w*)\//, '/usr/$1/');
}
