export {
  openEnvironment,
  withEnvironment,
  type Environment,
  type EnvironmentOptions,
  type EnvironmentRequest,
} from './environment.js';
export { planEnvironment, type EnvironmentPlan, type PlanFacts } from './plan.js';
export { environmentVariables, type Address, type EnvironmentDescription, type Seat } from './variables.js';
