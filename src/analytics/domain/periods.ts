/** Days make months, months make years. A period is named by the beginning of its days' names: 2026, 2026-03, 2026-03-02. */
export const GRAINS = ['day', 'month', 'year'] as const;
export type Grain = (typeof GRAINS)[number];

const LENGTH_OF: Record<Grain, number> = { day: 10, month: 7, year: 4 };

/** The month or year of a day; a day itself. */
export function periodOf(day: string, grain: Grain): string {
  return day.slice(0, LENGTH_OF[grain]);
}

/** Which stored periods make up a whole history without some days. */
export interface Cover {
  /** Years that are not to be taken as a whole. */
  splitYears: string[];
  /** Months of those years that are not to be taken as a whole. */
  splitMonths: string[];
  /** Days of those months that are not to be taken at all. */
  without: string[];
}

/** Days in progress are folded afresh; what is stored stands for all others, in the largest periods that hold none of them. */
export function coverWithout(days: readonly string[]): Cover {
  const distinct = (grain: Grain): string[] => [...new Set(days.map((day) => periodOf(day, grain)))].sort();
  return { splitYears: distinct('year'), splitMonths: distinct('month'), without: distinct('day') };
}
