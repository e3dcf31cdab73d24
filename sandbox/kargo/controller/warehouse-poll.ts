/** How often the stand-in's Warehouses look, whatever their interval says, in milliseconds. */
export const warehousePoll = 4_000;
