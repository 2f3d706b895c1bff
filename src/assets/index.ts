export { assetsWithSerial, findAsset, namesOfAssets } from './asset.queries'
