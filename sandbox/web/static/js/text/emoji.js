/** Emoji by their short codes: the ones a scheduling app and its people are likely to write. */

const CODES = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|wave 👋|clap 👏|pray 🙏|raised_hands 🙌|point_right 👉|point_left 👈|point_up 👆|point_down 👇|muscle 💪|handshake 🤝|writing_hand ✍️|v ✌️|crossed_fingers 🤞|raised_hand ✋|eyes 👀|brain 🧠
smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|slightly_smiling_face 🙂|blush 😊|wink 😉|heart_eyes 😍|thinking_face 🤔|neutral_face 😐|sweat_smile 😅|sob 😭|cry 😢|angry 😠|tired_face 😫|sleeping 😴|sunglasses 😎|partying_face 🥳|hugging_face 🤗|confused 😕|disappointed 😞|relieved 😌|robot_face 🤖|shrug 🤷|zipper_mouth_face 🤐
heart ❤️|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|sparkles ✨|star ⭐|fire 🔥|tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|trophy 🏆|rocket 🚀|zap ⚡|bulb 💡|rainbow 🌈|sunny ☀️|sunrise 🌅|sunrise_over_mountains 🌄|city_sunset 🌆|moon 🌔|crescent_moon 🌙|partly_sunny ⛅|snowflake ❄️|umbrella ☂️|coffee ☕|tea 🍵|pizza 🍕|fork_and_knife 🍴|beers 🍻|cake 🍰
calendar 📅|date 📅|spiral_calendar_pad 🗓️|spiral_calendar 🗓️|clock1 🕐|clock2 🕑|clock3 🕒|clock4 🕓|clock9 🕘|clock10 🕙|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|bell 🔔|no_bell 🔕|zzz 💤|double_vertical_bar ⏸️|pause_button ⏸️|arrow_forward ▶️|black_right_pointing_triangle_with_double_vertical_bar ⏯️
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|heavy_multiplication_x ✖️|heavy_plus_sign ➕|heavy_minus_sign ➖|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|question ❓|grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗|grey_exclamation ❕|information_source ℹ️|new 🆕|free 🆓|ok 🆗|sos 🆘|100 💯|recycle ♻️|link 🔗|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|shield 🛡️|gear ⚙️|wrench 🔧|hammer 🔨|mag 🔍|pushpin 📌|round_pushpin 📍|paperclip 📎|scissors ✂️
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|white_small_square ▫️|black_small_square ▪️|small_blue_diamond 🔹|small_orange_diamond 🔸
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|arrows_clockwise 🔃|repeat 🔁|leftwards_arrow_with_hook ↩️|back 🔙|soon 🔜|twisted_rightwards_arrows 🔀
email ✉️|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|mailbox 📫|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|mega 📣|loudspeaker 📢|telephone_receiver 📞|phone ☎️|video_camera 📹|movie_camera 🎥|computer 💻|desktop_computer 🖥️|iphone 📱|memo 📝|pencil 📝|pencil2 ✏️|page_facing_up 📄|clipboard 📋|bookmark 🔖|books 📚|bar_chart 📊|chart_with_upwards_trend 📈|card_index 📇|file_folder 📁|package 📦
bust_in_silhouette 👤|busts_in_silhouette 👥|man_in_business_suit_levitating 🕴️|house 🏠|house_with_garden 🏡|office 🏢|earth_africa 🌍|earth_americas 🌎|earth_asia 🌏|globe_with_meridians 🌐|airplane ✈️|train 🚆|car 🚗|bike 🚲|walking 🚶|running 🏃|palm_tree 🌴|beach_with_umbrella 🏖️
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|dart 🎯|seedling 🌱|broom 🧹|wastebasket 🗑️|ghost 👻|dove_of_peace 🕊️|mute 🔇|sound 🔉|knot 🪢|magic_wand 🪄|compass 🧭|see_no_evil 🙈
`;

const EMOJI = new Map();
for (const entry of CODES.split(/[|\n]/)) {
  const [code, character] = entry.split(" ");
  if (character) EMOJI.set(code, character);
}

/** The character of `:code:`, or undefined. */
export const emojiOf = (code) => EMOJI.get(code);

/** `text` with every known `:code:` (and its skin tone, dropped) replaced; unknown ones stay. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/g, (whole, code) => EMOJI.get(code) ?? whole);
}
