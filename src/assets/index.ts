export { assetsWithSerial, findAsset, namesOfAssets } from './asset.queries'
export { withAsset } from './asset.routes'
export { momentOf } from './local-moment'
