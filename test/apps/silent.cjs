// Never listens.
console.log('working');
setInterval(() => {}, 1000);
