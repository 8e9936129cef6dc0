/** The priorities of every instance, from low to high (the vendor's Ticketing API page, query parameter `priority`). */
export const PRIORITIES = ['Low', 'Medium', 'Important', 'Urgent'] as const;
