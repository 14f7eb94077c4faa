import { enableProdMode } from '@tensorflow/tfjs-core';

// tfjs would advertise another backend in the output of every test.
enableProdMode();
