/** What of a night is simulated, at least in part, in words; '' where nothing is. */
export function syntheticWords(simulated: { readonly visits: boolean; readonly attempts: boolean }): string {
  if (simulated.visits) return simulated.attempts ? 'synthetic' : 'synthetic visits'
  return simulated.attempts ? 'synthetic processing' : ''
}
