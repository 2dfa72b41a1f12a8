// Role names: their syntax and the hierarchy that slashes make. A role from a peer goes through `validateRole`
// before anything else looks at it.

/** The role of everybody, that is of nobody: what is not reserved has it. */
export const anyRole = '*';

/** Longest role name taken; a role is also the name of a directory, and its depth bounds the recursion over the role tree. */
const maxRoleLength = 1024;

/** The problem with a role's name as a sentence, or undefined when there is none. */
export function validateRole(role: string): string | undefined {
  if (role === anyRole) return undefined;
  if (role === '') return 'Empty role name is invalid';
  if (role.length > maxRoleLength) return `Role name is longer than ${maxRoleLength} characters`;
  if (role.startsWith('/')) return `Role '${role}' cannot start with a slash`;
  if (role.endsWith('/')) return `Role '${role}' cannot end with a slash`;
  if (/[\x00-\x20\x7f]/.test(role)) return `Role '${role}' contains whitespace or a control character`;
  for (const component of role.split('/')) {
    if (component === '') return `Role '${role}' cannot contain two adjacent slashes`;
    if (component === '.' || component === '..')
      return `Role '${role}' cannot include '${component}' as a component`;
    if (component === anyRole) return `Role '${role}' cannot include '*' as a component`;
    if (component.startsWith('-')) return `Role '${role}' cannot include a component that starts with '-'`;
  }
  return undefined;
}

/** Whether `role` is below `ancestor`: "a/b" is below "a". */
export function isBelowRole(role: string, ancestor: string): boolean {
  return role.length > ancestor.length && role[ancestor.length] === '/' && role.startsWith(ancestor);
}

/** Whether what is reserved for `reservedRole` may go to `role`: the role itself or one below it. */
export function isRoleOrBelow(role: string, reservedRole: string): boolean {
  return role === reservedRole || isBelowRole(role, reservedRole);
}

/** The role above, undefined for a top-level role. */
export function parentRole(role: string): string | undefined {
  const slash = role.lastIndexOf('/');
  return slash < 0 ? undefined : role.slice(0, slash);
}

export function isHierarchicalRole(role: string): boolean {
  return role.includes('/');
}
