/** SHA-256 of the models that are loaded, by name; a model with another hash is refused. */
export const modelHashes: Readonly<Record<'yunet' | 'retinaface' | 'text', string>> = {
  yunet: '104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12',
  retinaface: 'cd1acf4887eff165497762346fcafbdec58f662a2ceb01e5edb979f54b9875b6',
  text: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
};
