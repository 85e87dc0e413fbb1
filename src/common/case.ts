/** camelCase to snake_case: "plAmountNet" becomes "pl_amount_net", "resultR" becomes "result_r". */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
