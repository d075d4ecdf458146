//! How the page of agreement looks, beside what all pages have.

/// Rules for plots, heat tables and places of dispute. Shades are laid over the paper, light or dark.
pub(super) const RULES: &str = "\
table { width: auto; min-width: min(100%, 24rem); }
.number { white-space: nowrap; padding-left: .6rem; }
.lead { font-size: 1.12rem; max-width: 46rem; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.4rem; margin: 0 0 1.6rem; font: .9rem/1.5 system-ui, \"Segoe UI\", Roboto, sans-serif; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; max-width: 46rem; overflow-wrap: anywhere; }
.careful { border-left: 4px solid var(--ink); padding: .1rem 0 .1rem 1.2rem; margin: 2rem 0; }
.careful h2 { border: 0; margin: 0 0 .4rem; padding: 0; font-size: 1.15rem; }
.careful ul { margin: 0; padding-left: 1.1rem; max-width: 46rem; }
.plot { display: block; max-width: 56rem; margin: 0 0 1.4rem; overflow: visible; font: .78rem system-ui, \"Segoe UI\", Roboto, sans-serif; }
.plot text { fill: var(--quiet); font-variant-numeric: tabular-nums; }
.plot .name { fill: var(--ink); font-weight: 600; font-size: .9rem; }
.plot .value { fill: var(--ink); }
.plot .grid { stroke: var(--line); }
.plot .whisker { stroke: var(--ink); stroke-width: 1.5; }
.plot .dot { fill: hsl(215 70% var(--l)); stroke: var(--paper); stroke-width: 1; }
.plot .ring { fill: var(--paper); stroke: hsl(215 70% var(--l)); stroke-width: 2.5; }
.plot .course { stroke: hsl(215 70% var(--l)); stroke-width: 1.5; }
.plot .other { stroke-dasharray: 5 4; }
.shape { color: hsl(215 70% var(--l)); }
.heat td { white-space: nowrap; border: 1px solid var(--paper); padding: .5rem .7rem; text-align: right; font-variant-numeric: tabular-nums; }
.heat thead th:not(:first-child) { text-align: right; padding-right: .7rem; }
.heat td small { color: inherit; }
.heat .same { outline: 1px solid var(--ink); outline-offset: -2px; font-weight: 600; }
.h1 { background: hsl(215 70% 50% / .08); } .h2 { background: hsl(215 70% 50% / .16); } .h3 { background: hsl(215 70% 50% / .24); } .h4 { background: hsl(215 70% 50% / .32); } .h5 { background: hsl(215 70% 50% / .4); }
.place { margin: 0 0 1.5rem; break-inside: avoid; }
.place h3 { font: 600 .88rem/1.4 system-ui, sans-serif; overflow-wrap: anywhere; }
.place dl { margin: 0; display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .35rem 1rem; }
.place dt { font: .84rem/1.9 system-ui, sans-serif; color: var(--quiet); overflow-wrap: anywhere; }
.place dd { margin: 0; overflow-wrap: anywhere; max-width: 40rem; }
@media screen and (max-width: 46rem) { .place dl, .facts { grid-template-columns: minmax(0, 1fr); } .facts dd { margin-bottom: .5rem; } }
@media print { .heat td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .plot, .wide, .facts { break-inside: avoid; } .key { break-after: avoid; } .wide { margin-bottom: 1rem; } }
";
