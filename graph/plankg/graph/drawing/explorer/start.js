/* The last of the scripts: every view is known, the address is read, the page is shown. */
plankg.start();
plankg.ready = true;
