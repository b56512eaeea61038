export { deliveryWords, products } from '../../api/night.ts'
export type { DeliveryColumns, Night, Product } from '../../api/night.ts'
