// Has nothing to do.
console.log('done');
