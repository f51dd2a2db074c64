export * from '@passerby/node';
