/** What the places are where people talk: the direct messages with the app, and channels. */

import { appName } from "./people.js";

/** The key of the direct messages with the app; every other place has its channel's id. */
export const APP = "app";

/** What a place (`{key, name}`) is called: the app's name, or `#team`. */
export const placeName = (place) => (place.key === APP ? appName() : `#${place.name}`);
