import type { ExchangesOf } from "../../../../ipc/views";

export const COLUMNS = 8;

/** How many columns wide windows add. A cell over all columns ends before them: none may span a hidden column. */
export const WIDE_COLUMNS = 2;

/** How many columns a grid has in any window. */
export const columnsOf = (exchanges: ExchangesOf | null) => (exchanges === null ? COLUMNS : COLUMNS + 1);
