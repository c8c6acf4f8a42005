/** The look of the reading page: the colours of the system, light or dark. */
export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1b1f24, #e6e9ee);
  --soft: light-dark(#545d69, #a3acb8);
  --ground: light-dark(#ffffff, #14171b);
  --panel: light-dark(#f3f5f8, #1d2127);
  --line: light-dark(#d4d9e0, #373d46);
  --link: light-dark(#0b57a4, #8ec2ff);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); color: var(--ink); background: var(--ground); font: 16px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; background: var(--panel); border-right: 1px solid var(--line); font-size: 0.875rem; }
nav h2 { margin: 1rem 0 0.25rem; font-size: 0.875rem; color: var(--soft); }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li { overflow-wrap: anywhere; }
main { padding: 1rem 2rem 4rem; max-width: 64rem; }
main:focus { outline: none; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 1; padding: 0.5rem; background: var(--ground); }
section { padding-top: 0.5rem; margin-bottom: 1.5rem; border-top: 1px solid var(--line); }
section:target { border-top: 3px solid var(--link); }
h4 { margin: 0.5rem 0; font-size: 1.1rem; }
h4 b { font-size: 0.8rem; padding: 0.1rem 0.4rem; border: 1px solid var(--line); border-radius: 0.25rem; background: var(--panel); }
h5 { margin: 0.75rem 0 0.25rem; font-size: 0.95rem; }
p { margin: 0.25rem 0 0.5rem; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
small, .roles, dd { color: var(--soft); }
table { width: 100%; border-collapse: collapse; margin: 0.25rem 0 0.75rem; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; border: 1px solid var(--line); font-weight: normal; overflow-wrap: anywhere; }
th { overflow-wrap: normal; }
thead th { background: var(--panel); color: var(--soft); }
dl { display: grid; grid-template-columns: minmax(10rem, max-content) 1fr; gap: 0.1rem 1rem; margin: 0.25rem 0; font-size: 0.9rem; }
dd { margin: 0; }
@media (max-width: 56rem) {
  body { display: block; }
  nav { position: static; height: auto; max-height: 40vh; border-right: 0; border-bottom: 1px solid var(--line); }
  main { padding: 1rem; }
  dl { grid-template-columns: 1fr; }
}
@media (max-width: 40rem) {
  table, tbody, tr, th, td { display: block; }
  thead { display: none; }
  table { border-top: 1px solid var(--line); }
  tr { padding: 0.3rem 0; border-bottom: 1px solid var(--line); }
  th, td { padding: 0 0 0 0.75rem; border: 0; overflow-wrap: anywhere; }
  th { padding: 0; }
  td:empty { display: none; }
}
`;
